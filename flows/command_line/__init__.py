"""The command line: `callsheet check | plan | produce | verify | serve | calls | doctor`."""
