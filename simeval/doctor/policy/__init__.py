"""Examination of a policy adapter: is what surrounds the network right?"""
