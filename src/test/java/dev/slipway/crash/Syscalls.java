package dev.slipway.crash;

/** The system calls that change what is on the disk, by what they do. */
enum Syscalls {
  WRITE("write,pwrite64,writev"),
  FSYNC("fsync,fdatasync"),
  RENAME("rename,renameat,renameat2"),
  REMOVE("unlink,unlinkat,rmdir"),
  MKDIR("mkdir,mkdirat");

  private final String names;

  Syscalls(String names) {
    this.names = names;
  }

  /** As strace wants them. */
  String names() {
    return names;
  }
}
