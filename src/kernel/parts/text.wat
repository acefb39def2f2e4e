;; Copies text 16 bytes at a time. Up to 15 bytes behind it are read, and overwritten behind the copy.

  ;; Copies the bytes `from` to `end - 1` to `to`; returns where the copy ends.
  (func $copy (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $to) (i32.sub (local.get $end) (local.get $from))))
    (loop $next
      (v128.store (local.get $to) (v128.load (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $end))))
    (local.get $stop))

  ;; Copies the bytes `from` to `end - 1` to `to`; whether all of them are 0x20 to 0x7e. Some 7 ns for 130
  ;; bytes, where JavaScript by words takes 28.
  (func $copyPlain (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $bytes v128) (local $faults v128) (local $last i32)
    (local.set $last (i32.sub (local.get $end) (i32.const 16)))
    (loop $next
      (local.set $bytes (v128.load (local.get $from)))
      (v128.store (local.get $to) (local.get $bytes))
      ;; Not 0 for any other byte.
      (local.set $bytes (i8x16.sub_sat_u (i8x16.sub (local.get $bytes) (i8x16.splat (i32.const 0x20))) (i8x16.splat (i32.const 0x5e))))
      (if (i32.le_s (local.get $from) (local.get $last))
        (then
          (local.set $faults (v128.or (local.get $faults) (local.get $bytes)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (local.set $to (i32.add (local.get $to) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $from) (local.get $end)))
          (return (i32.eqz (v128.any_true (local.get $faults)))))))
    ;; Of the last 16 bytes those before the end count.
    (i32.eqz (i32.or
      (v128.any_true (local.get $faults))
      (i32.and
        (i8x16.bitmask (i8x16.ne (local.get $bytes) (v128.const i64x2 0 0)))
        (i32.sub (i32.shl (i32.const 1) (i32.sub (local.get $end) (local.get $from))) (i32.const 1))))))
