#!/bin/sh
# Runs one process of an attempt at most once and records how it ended, whatever becomes of the agent meanwhile.
# usage: supervise.sh START_DIRECTORY TOOL_PATH COMMAND [ARGUMENT…]
#
# START_DIRECTORY/claim  made by link(2), so it exists whole or not at all, and only one can make it: this script, or an
#                        agent that fences it out. Lines: process id, boot id, start time.
# START_DIRECTORY/exit   made by rename(2): exit code, and whether a signal reached this script (`yes`, `no`).
#
# The agent signals the whole process group. This script outlives the signal to record the exit code; the program gets
# it by itself, since handlers (unlike ignored signals) are not inherited. Nothing below interprets user input: the
# command is run as the words it was given, with the PATH it was given, while the script's own tools come from TOOL_PATH.
supervise() {
  start=$1
  program_path=$PATH
  PATH=$2
  shift 2
  interrupted=no
  trap 'interrupted=yes' HUP INT TERM

  if [ -r "/proc/$$/stat" ]; then
    read -r boot </proc/sys/kernel/random/boot_id
    read -r started <"/proc/$$/stat"
  else
    boot=$(sysctl -n kern.bootsessionuuid)
    started=$(LC_ALL=C ps -o lstart= -p "$$")
  fi
  printf '%s\n%s\n%s\n' "$$" "$boot" "$started" >"$start/claim.$$" || exit 1
  ln "$start/claim.$$" "$start/claim" 2>/dev/null || exit 0

  code=143
  if [ "$interrupted" = no ]; then
    (
      PATH=$program_path
      exec "$@"
    )
    code=$?
  fi

  # On a full disk the exit code waits for room, as long as there is somebody to read it.
  until printf '%s %s\n' "$code" "$interrupted" >"$start/exit.new" && mv -f "$start/exit.new" "$start/exit"; do
    [ -d "$start" ] || exit 1
    sleep 1
  done 2>/dev/null
}

supervise "$@"
exit
