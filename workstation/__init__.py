"""The roof: the process. Command line, configuration, the app that wires, the pulse, imports and the demo."""

__version__ = "0.1.0"
