"""One person's counter: what they may see, save and move, and the state of each page they open.

Joins the store, the content and the core for one account. Rights and locks are enforced here, in
the same transaction as the save, whatever a browser sends. May not draw anything.

    person.py     the account with its reach, fresh at every question
    counter.py    what all pages share: saving a field, news of others, notes
    home.py       Beranda           diagnosis.py   proposal.py   assessment.py   spd.py
    moving.py     Ajukan, returns, sign-off, Ajukan kembali
    evidence.py   documents of an indicator
    papers.py     a proposal as Word or as a page to print
    start.py      the page of a form's name
"""
