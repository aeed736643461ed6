"""Controllers of the original set-ups, restated on ManiSkill's controller interface."""
