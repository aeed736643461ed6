"""The command `simeval`, with the models of this folder in reach."""

from simeval.cli.main import main

raise SystemExit(main())
