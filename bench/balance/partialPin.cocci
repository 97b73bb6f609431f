// Fewer pages than asked for were taken, the code notices and leaves the function without a release: the peer of gup/partial-pin.
// Prints FILE:LINE:FUNCTION of the check.

// A release anywhere under the check, in a loop too, is taken for the clean-up.
@cleaned@
expression ret, n;
position p;
@@
  if@p (\(ret != n\|ret < n\)) {
    <+... \(unpin_user_page\|unpin_user_pages\|unpin_user_pages_dirty_lock\|put_page\|release_pages\)(...) ...+>
  }

@lost exists@
local idexpression ret;
expression start, mm;
expression n != {1, 1UL};
position p != cleaned.p;
@@
(
  ret = \(get_user_pages\|get_user_pages_fast\|get_user_pages_unlocked\|pin_user_pages\|pin_user_pages_fast\|pin_user_pages_unlocked\)(start, n, ...);
|
  ret = \(get_user_pages_remote\|pin_user_pages_remote\)(mm, start, n, ...);
)
  ... when != ret = ...
  if@p (\(ret != n\|ret < n\)) {
    ... when != \(unpin_user_page\|unpin_user_pages\|unpin_user_pages_dirty_lock\|put_page\|release_pages\)(...)
    return ...;
  }

@script:python@
p << lost.p;
@@
print("%s:%s:%s" % (p[0].file, p[0].line, p[0].current_element))
