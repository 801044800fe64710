"""The addresses of tasks, all on the desk."""

from typing import Any

from django.urls import path

from zhigong.engines.tasks.views import desk_duties as recurring
from zhigong.engines.tasks.views import desk_inbox, desk_issued, desk_rows, desk_task

desk: list[Any] = [
    path("", desk_inbox.inbox, name="inbox"),
    path("box/<slug:task_box>/", desk_inbox.inbox, name="box"),
    path("issued/", desk_issued.issued, name="issued"),
    path("issued/<int:hand_out_id>/", desk_issued.hand_out, name="hand_out"),
    path("issued/<int:hand_out_id>/urge/", desk_issued.urge_all, name="urge_all"),
    path("new/", desk_issued.new_task, name="new_task"),
    path("duties/", recurring.duties, name="duties"),
    path("duties/new/", recurring.new_duty, name="new_duty"),
    path("duties/<int:duty_id>/", recurring.duty, name="duty"),
    path("duties/<int:duty_id>/end/", recurring.end_duty, name="end_duty"),
    path("<int:task_id>/", desk_task.task, name="task"),
    path("<int:task_id>/do/<slug:task_deed>/", desk_task.act, name="act"),
    path("<int:task_id>/rows/", desk_rows.rows, name="rows"),
    path("<int:task_id>/rows/table/", desk_rows.row_table, name="row_table"),
    path("<int:task_id>/rows/upload/", desk_rows.upload_rows, name="upload_rows"),
]
