"""Tasks: work handed to unions, with a deadline, a light, and a result that is counted.

Owns what is handed out (交办), each union's task with its rows, the replies, duties that come back
every period. Not what a row is missing: the app whose list it comes from says that.
"""
