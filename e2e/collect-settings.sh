#!/bin/sh
# Fills a folder with the settings.py of OMERO.web from before PyPI had it, out of a clone of ome/omero-web:
#
#   e2e/collect-settings.sh <clone> <folder>
#   OMERO_SETTINGS_DIR=<folder> npm run test:e2e
#
# The files are under the AGPL: keep the folder out of this repository.
set -eu

clone=${1:?the clone of ome/omero-web}
folder=${2:?the folder to fill}
mkdir -p "$folder"

# The history was filtered out of openmicroscopy, whose release tags it does not have: each commit below is
# the last change of settings.py before that release, or the first of its kind.
# Some lines of it were moved to the layout of today on the way.
collect() {
  for path in components/tools/OmeroWeb/omeroweb omeroweb; do
    if git -C "$clone" cat-file -e "$2:$path/settings.py" 2>/dev/null; then
      git -C "$clone" cat-file blob "$2:$path/settings.py" >"$folder/$1.py"
      return
    fi
  done
  echo "$clone has no settings.py in $2 ($1)" >&2
  exit 1
}

# July 2012: one tuple of apps, whose loop prepends `omeroweb.` to every added one; trailing blanks
collect omero-4.4 dabbb8b8b2f8
# February 2014: the loop appends the bare name where there is no `omeroweb.` one; no pipeline yet
collect omero-5.0 6cf5957e422f
# March 2015: 'pipeline' is the last app; two blank lines before the def
collect omero-5.1 066560e9815f
# October 2015: BrokenLinkEmailsMiddleware on top; the file that the wiki's recipe was written for
collect omero-5.2 8e9c3b505fec
# March 2017: INSTALLED_APPS in two parts, with the loop between them
collect omero-5.3.0 1efb928e5f25
# 1 May 2017, never released: the first form of the computed middleware, tuple(map(...)) over several lines
collect omero-5.3.2-map a4c71809a
# 1 May 2017, never released: the second, a generator
collect omero-5.3.2-generator 9265341560fb
# May 2017: sort_properties_to_tuple(...), whose import stands between two copies of the loader's comment
collect omero-5.3.2 4fc39e95cfe7
# September 2017: the imports are on top
collect omero-5.4 5ef08b96c5d4
# May 2019: the loop over DJANGO_ADDITIONAL_SETTINGS before the loader
collect omero-5.5 e1d11fed6adb
