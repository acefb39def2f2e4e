;; The kernel: what has to look at every byte, in WebAssembly with SIMD. It begins here and goes on in the files of `parts`,
;; which the build puts behind this one; together they are one module.
;;
;; It sees only its own memory. That holds the chunk that queries read into, and room for output (kernel-memory.ts says
;; where), behind two pages of its own: one for searching, and one that is laid out here.
  (import "kernel" "memory" (memory 2))

  ;; Where a function leaves the second of its results, as a u32.
  (global $RESULT i32 (i32.const 0x10000))
  ;; Names of the months, each with a space behind it.
  (global $MONTHS i32 (i32.const 0x10010))
  (data (i32.const 0x10010) "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ")
