"""What stands behind ``./run``: set-up, PostgreSQL, demo, tests, operation.

Standard library only, because it runs before anything is installed. It knows nothing of the
product's domain: it prepares the machine and starts `manage.py`, the server and the worker.
"""
