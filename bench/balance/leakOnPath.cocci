// A failing return, after the acquire's own check, that is reached with pages in a local array or variable neither released nor handed on: the peer
// of gup/leak-on-path. Prints FILE:LINE:FUNCTION of the return.
@leak exists@
local idexpression ret;
local idexpression struct page **pages;
local idexpression struct page *page;
expression E, place;
expression failure != {0};
identifier member;
statement S;
position p;
@@
(
  ret = \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|get_user_pages_remote
         \|pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\|pin_user_pages_remote\)(..., pages, ...);
|
  ret = \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|get_user_pages_remote
         \|pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\|pin_user_pages_remote\)(..., &page, ...);
)
  ... when != ret
  if (<+... ret ...+>) S
  ... when != \(unpin_user_page\|unpin_user_pages\|unpin_user_pages_dirty_lock\|put_page\|release_pages\)(...)
      when != E->member = \(pages\|page\|pages[...]\)
      when != place = \(pages\|page\)
      when != sg_alloc_table_from_pages(..., pages, ...)
      when != \(sg_set_page\|bio_add_page\)(...)
  return@p failure;

@script:python@
p << leak.p;
@@
print("%s:%s:%s" % (p[0].file, p[0].line, p[0].current_element))
