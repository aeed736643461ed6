"""simeval: simulation benchmark and real-to-sim evaluation for vision-language-action policies.

Importing this package is cheap: neither torch nor sapien nor jax is loaded until an environment
or a policy that needs it is built.
"""

__version__ = "0.1.0"
