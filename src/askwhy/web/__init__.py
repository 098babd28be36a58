"""The local page: the use cases of `app` as server-rendered pages, for one person's browser.

How a page is added: a module in `pages/` with handlers and a tuple `ROUTES`, named in
`application.PAGES`; a template in `templates/` that extends `frame.html`; its sentences in
`locale/fr.po` and `locale/pl.po`; a row in `tests/web/test_web_pages.py`. A handler takes the
request, asks `desk_of(request)` for the record and the clock, calls a use case of `app`, and
answers with `show(...)`, or after a change with `back_to(...)`. Every change is a POST form that
works without a script. Nothing here knows SQL, and nothing here decides anything.
"""
