"""Tests of one policy against another, and corrections for testing many tasks."""
