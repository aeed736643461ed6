"""Scripts that make the bundled asset set: geometry, textures and background pictures.

Nothing here is imported when a benchmark runs. `python -m simeval.assets.make` makes everything
that needs no path tracer; `README.md` says what each script needs and where its numbers come from.
"""
