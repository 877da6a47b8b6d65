"""Tests of how a production is planned and made."""
