/** Elements of a page made in one expression. Text is always text, never markup: what is shown comes from somebody's source. */

type Child = Node | string | undefined | false;

export interface Attributes {
  readonly class?: string;
  readonly role?: string;
  readonly id?: string;
  readonly title?: string;
  readonly tabIndex?: number;
  readonly hidden?: boolean;
  readonly aria?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
  readonly onDoubleClick?: () => void;
}

export function element(tag: keyof HTMLElementTagNameMap, attributes: Attributes, ...children: readonly Child[]): HTMLElement {
  const made: HTMLElement = document.createElement(tag);
  if (attributes.class !== undefined) made.className = attributes.class;
  if (attributes.role !== undefined) made.setAttribute('role', attributes.role);
  if (attributes.id !== undefined) made.id = attributes.id;
  if (attributes.title !== undefined) made.title = attributes.title;
  if (attributes.tabIndex !== undefined) made.tabIndex = attributes.tabIndex;
  if (attributes.hidden === true) made.hidden = true;
  for (const [name, value] of Object.entries(attributes.aria ?? {})) made.setAttribute(`aria-${name}`, value);
  if (attributes.onClick !== undefined) made.addEventListener('click', attributes.onClick);
  if (attributes.onDoubleClick !== undefined) made.addEventListener('dblclick', attributes.onDoubleClick);
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return made;
}
