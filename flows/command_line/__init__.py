"""The command line: `callsheet check | plan | produce | verify | look | serve | calls | doctor`."""
