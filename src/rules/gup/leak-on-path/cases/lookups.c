//! tree modern
/* A function that comes back with what it found, and with its page beside it. */
static struct own_item *item_at(struct rb_root *root, unsigned long at, struct page **pagep)
{
	struct rb_node *node = root->rb_node;

	while (node) {
		struct own_item *item = rb_entry(node, struct own_item, node);
		struct page *page;

		if (get_user_pages_fast(item->start, 1, 0, &page) != 1)
			return NULL;
		if (item->start != at) {
			put_page(page);
			node = node->rb_left;
			continue;
		}
		*pagep = page;
		return item;
	}
	return NULL;
}

static void look(struct rb_root *root, unsigned long at)
{
	struct page *page;
	struct own_item *item = item_at(root, at, &page);

	if (item) {
		own_item_touch(item);
		put_page(page);
	}
}

static int look_and_forget(struct rb_root *root, unsigned long at)
{
	struct page *page;
	struct own_item *item = item_at(root, at, &page);

	if (!item)
		return -ENOENT;
	if (item->busy)
		return -EBUSY;
//              ^^^^^^^^^^^^^ error[gup/leak-on-path] exit: 'page' taken by get_user_pages_fast() is not released when 'item->busy' is set
	put_page(page);
	return 0;
}
