"""Robots of the twins: gains, contact materials, cameras and start poses."""
