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
  ;; Where `parse` leaves what it has found.
  (global $FIELDS i32 (i32.const 0x10040))

  ;; Where each name and each value of a message's structured data ends, as u32; at most MAX_PARTS of them.
  (global $PARTS i32 (i32.const 0x10100))
  (global $MAX_PARTS i32 (i32.const 64))

  ;; For lines of json, what json-kernel.ts has put there: the digits of a sequence number, how many of them, and
  ;; what stands between the number and its repetition in the cursor; the minute of receipt, in microseconds since 1970 (f64)
  ;; and as text.
  (global $SEQ i32 (i32.const 0x10200))
  (global $SEQ_DIGITS i32 (i32.const 0x10210))
  (global $CURSOR i32 (i32.const 0x10220))
  (global $MINUTE_US i32 (i32.const 0x10240))
  (global $MINUTE_TEXT i32 (i32.const 0x10250))
  ;; For each PRI 64 bytes: the text that tells it, and in the last byte how long that is.
  (global $PRIORITIES i32 (i32.const 0x11000))

  ;; From 0x18000 on, `sequenceIds` leaves what it has found.

  ;; What of a name tells it from others, a u64 each, for ids and for names of parameters: see $isNew.
  (global $IDS i32 (i32.const 0x10300))
  (global $NAMES i32 (i32.const 0x10500))

  ;; Fixed text, each on 16 or 32 bytes.
  (data (i32.const 0x10700) "{\"seq\":         \",\"received\":\"  \",\"timestamp\":\" \",\"hostname\":\"  \",\"app_name\":\"  ")
  (data (i32.const 0x10750) "\",\"proc_id\":\"   \",\"msg_id\":\"    ,\"message\":\"    ,\"structured_data\":")
