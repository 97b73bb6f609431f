/** The settings that the command line, `.gupscope.json` and the editor share: one declaration gives type, defaults, check and the editor's schema. */
import * as z from 'zod';

/** `on` is the rule's own level: it brings back what an entry before it changed. */
export const settingLevels = ['error', 'warning', 'note', 'on', 'off'] as const;
export type SettingLevel = (typeof settingLevels)[number];

const ruleLevels = z.record(z.string(), z.enum(settingLevels));
const globs = z.array(z.string().min(1));

const override = z.strictObject({
  /** As `include`. */
  files: globs.min(1),
  rules: ruleLevels,
});

export const settingsSchema = z.strictObject({
  /** Rule ids or globs (`gup/*`) to a level; `off` silences. The last entry that matches wins. */
  rules: ruleLevels.default({}),
  /** Levels for some files only; they go before `rules`, and later ones before earlier ones. */
  overrides: z.array(override).default([]),
  /** Globs relative to the root; a folder stands for all in it; empty means all. */
  include: globs.default([]),
  exclude: globs.default([]),
  /** `X.Y`; otherwise the tree's own version. */
  kernelVersion: z
    .string()
    .regex(/^\d+\.\d+(\.\d+)?$/, 'a kernel version looks like 6.12')
    .optional(),
  /** A SARIF log of an earlier run, relative to the root: what stands in it is not said again. */
  baseline: z.string().min(1).optional(),
});

/** What a `.gupscope.json` may hold: editors look for a schema under the name that JSON editors agreed on. */
export const settingsFileSchema = settingsSchema.extend({ $schema: z.string().optional() });

export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});
