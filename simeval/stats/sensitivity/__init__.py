"""What a change of scene costs a policy: lighting, camera, table, distractors."""
