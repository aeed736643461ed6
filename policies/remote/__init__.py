"""Policies that run as servers elsewhere: one client per protocol, no pickle on any wire."""
