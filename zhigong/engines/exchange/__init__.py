"""Tables in and out: workbooks as people send them, import batches with findings, superior formats.

Owns reading of workbooks, recognition of tables, batches and their rows, result workbooks and the
formats of superior systems. Knows nothing of members or employers: what a row means is said by the
work app that declares the kind of import.
"""
