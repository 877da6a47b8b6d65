"""Programs that show what serving promises, against a real `callsheet serve`."""
