"""The entries of the desk that belong to no app."""

from zhigong.base.navigation import MenuItem, declare_menu

declare_menu(MenuItem("desk", "home", "工作台首页", "home", "desk:home", order=1))
