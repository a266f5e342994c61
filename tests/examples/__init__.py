"""Tests of the example cities."""
