import { describe, expect, it } from 'vitest';
import { whyNotCompiled } from './kernelBuildReason.ts';

const files: Readonly<Record<string, string>> = {
  Kbuild: 'obj-y += block/ drivers/\n',
  'block/Makefile': 'obj-y := bio.o \\\n\tmap.o\nobj-$(CONFIG_BOUNCE)\t+= bounce.o\n',
  'drivers/Makefile': 'obj-$(CONFIG_S390) += s390/\nobj-y += md/\n',
  'drivers/s390/Makefile': 'obj-y += dasd.o\n',
  'drivers/md/Makefile': 'dm-mod-y += dm.o dm-io.o\ndm-mod-$(CONFIG_DM_UEVENT) += dm-uevent.o # optional\nobj-$(CONFIG_BLK_DEV_DM) += dm-mod.o\n',
};
const why = (source: string, ...enabled: string[]): string => whyNotCompiled(source, { read: (path) => files[path], enabled: new Set(enabled) });

describe('why kbuild leaves a file out', () => {
  it.each([
    ['block/bounce.c', [], 'CONFIG_BOUNCE is not set'],
    ['drivers/s390/dasd.c', [], 'CONFIG_S390 is not set'],
    ['drivers/md/dm-io.c', [], 'CONFIG_BLK_DEV_DM is not set'],
    ['drivers/md/dm-uevent.c', ['CONFIG_BLK_DEV_DM'], 'CONFIG_DM_UEVENT is not set'],
    ['block/map.c', [], 'kbuild lists it for no object of this configuration'],
    ['arch/m68k/a.c', [], 'kbuild lists it for no object of this configuration'],
  ])('%s', (source, enabled, reason) => {
    expect(why(source, ...enabled)).toBe(reason);
  });
});
