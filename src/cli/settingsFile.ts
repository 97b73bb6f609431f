/** Finds and reads `.gupscope.json` at the source root, and lays the options of the command line over it. */
import { decodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { defaultSettings, EVERY_FILE, joinPath, parseSettings, type Settings } from '../engine/index.ts';
import { Failure } from './failure.ts';

export const SETTINGS_FILE = '.gupscope.json';

/** The defaults if there is no such file. Throws Failure where it cannot be understood. */
export function loadSettings(reader: FileReader, sourceRoot: string): Settings {
  const path = joinPath(sourceRoot, SETTINGS_FILE);
  if (!reader.exists(path)) return defaultSettings;
  const bytes = reader.read(path);
  if (bytes === undefined) throw new Failure(`cannot read ${path}; mend its rights or remove it`);
  const parsed = parseSettings(decodeSource(bytes).text, path);
  if (!parsed.ok) throw new Failure(parsed.error.message);
  return parsed.value;
}

/** Switches off every rule but the selected ones, whatever level the settings give them. */
export const onlyRules = (settings: Settings, selected: readonly string[], all: readonly string[]): Settings => {
  const left = all.filter((id) => !selected.includes(id));
  if (left.length === 0) return settings;
  return { ...settings, overrides: [...settings.overrides, { files: [EVERY_FILE], rules: Object.fromEntries(left.map((id) => [id, 'off'])) }] };
};
