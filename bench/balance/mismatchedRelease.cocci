// Pages taken into a member of a structure by one family and released from that member by the other, anywhere in the file, and the same for a local
// array within one function: the peer of gup/mismatched-release. Prints FILE:LINE:FUNCTION of the release.
@pinned@
type T;
T *o;
identifier member;
@@
(
  \(pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\|pin_user_pages_remote\)(..., o->member, ...)
|
  \(pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\|pin_user_pages_remote\)(..., &o->member[...], ...)
|
  \(pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\|pin_user_pages_remote\)(..., o->member + ..., ...)
)

@putMember@
type pinned.T;
T *r;
identifier pinned.member;
local idexpression page;
position p;
@@
(
  release_pages@p(r->member, ...);
|
  put_page@p(r->member[...]);
|
  page = r->member[...];
  ... when != page = ...
  put_page@p(page);
)

@got@
type T;
T *o;
identifier member;
@@
(
  \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|get_user_pages_remote\)(..., o->member, ...)
|
  \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|get_user_pages_remote\)(..., &o->member[...], ...)
|
  \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|get_user_pages_remote\)(..., o->member + ..., ...)
)

@unpinMember@
type got.T;
T *r;
identifier got.member;
local idexpression page;
position p;
@@
(
  \(unpin_user_pages@p\|unpin_user_pages_dirty_lock@p\)(r->member, ...);
|
  unpin_user_page@p(r->member[...]);
|
  page = r->member[...];
  ... when != page = ...
  unpin_user_page@p(page);
)

@putLocal exists@
local idexpression pages, page;
position p;
@@
  \(pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\|pin_user_pages_remote\)(..., \(pages\|&pages\), ...)
  ... when != pages = ...
(
  release_pages@p(pages, ...);
|
  put_page@p(\(pages\|pages[...]\));
|
  page = pages[...];
  ... when != page = ...
  put_page@p(page);
)

@unpinLocal exists@
local idexpression pages, page;
position p;
@@
  \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|get_user_pages_remote\)(..., \(pages\|&pages\), ...)
  ... when != pages = ...
(
  \(unpin_user_pages@p\|unpin_user_pages_dirty_lock@p\)(pages, ...);
|
  unpin_user_page@p(\(pages\|pages[...]\));
|
  page = pages[...];
  ... when != page = ...
  unpin_user_page@p(page);
)

@script:python@
p << putMember.p;
@@
print("%s:%s:%s" % (p[0].file, p[0].line, p[0].current_element))

@script:python@
p << unpinMember.p;
@@
print("%s:%s:%s" % (p[0].file, p[0].line, p[0].current_element))

@script:python@
p << putLocal.p;
@@
print("%s:%s:%s" % (p[0].file, p[0].line, p[0].current_element))

@script:python@
p << unpinLocal.p;
@@
print("%s:%s:%s" % (p[0].file, p[0].line, p[0].current_element))
