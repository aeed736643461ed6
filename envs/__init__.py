"""Gymnasium environments: digital twins of real robot set-ups, on ManiSkill3 and SAPIEN."""
