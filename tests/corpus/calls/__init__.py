"""Calls every operation of many descriptions, against a server that checks them."""
