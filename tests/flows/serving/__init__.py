"""Serving against a real Prefect server and a real `callsheet serve`, as their owner runs them."""
