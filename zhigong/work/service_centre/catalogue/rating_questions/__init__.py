"""三要三不要: how those who handle cases treat people."""
