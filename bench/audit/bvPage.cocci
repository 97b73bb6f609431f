// Every access to bv_page that Coccinelle sees, as FILE:LINE: the peer of our audit in the bench.
@access@
expression E;
position p;
@@
(
  E.bv_page@p
|
  E->bv_page@p
)

@script:python@
p << access.p;
@@
for place in p:
    print("%s:%s" % (place.file, place.line))

@store@
expression E;
identifier I;
position p;
@@
  struct bio_vec I = { ..., .bv_page@p = E, ... };

@script:python@
p << store.p;
@@
for place in p:
    print("%s:%s" % (place.file, place.line))
