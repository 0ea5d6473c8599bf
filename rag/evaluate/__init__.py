"""How good it is: gold questions asked of a library, what came back measured, settings compared, and a report."""
