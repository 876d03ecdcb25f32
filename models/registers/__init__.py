"""The registers (表单): each defined once, read as a list on the screen and as a stream into a file."""
