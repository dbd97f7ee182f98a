"""The forms' server: a small Voila application with its own doors.

Owns who comes in (accounts, sessions, invitations), which routes exist, and whose kernel is whose.
May not know what a form asks: that is the notebooks' and the counter's (`klik_kit.desk`) affair.

    options.py    where it listens, and what is refused
    server.py     the Voila subclass: settings, routes, listening, stopping
    doorkeeper.py sessions, failed logins, cookies
    kernels.py    kernels with an owner, over IPC, ended with their login
    requests.py   what every handler shares: headers, language, error pages
    doors.py      login, logout, invitation, mode aula
    pages.py      form pages, their kernels' sockets and their closing
    files.py      evidence in, evidence and papers out
    assets.py     the few static files, compressed ahead and named by their hash
"""
