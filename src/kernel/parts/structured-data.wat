;; Structured data (RFC 5424, section 6.3), as structured-data.ts reads it.

  ;; The space after the structured data at `at`; 0 where there is none, where it breaks a rule, has escapes or too many parts.
  ;; Leaves at PARTS where each name and each value ends.
  (func $structuredDataEnd (param $at i32) (param $end i32) (result i32)
    (local $bytes v128) (local $found i32) (local $start i32) (local $isParam i32) (local $part i32) (local $lastPart i32)
    ;; `- `
    (if (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x202d)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x5b)) (then (return (i32.const 0))))
    (local.set $part (global.get $PARTS))
    (local.set $lastPart (i32.add (local.get $part) (i32.shl (i32.sub (global.get $MAX_PARTS) (i32.const 2)) (i32.const 2))))
    (loop $name
      (if (i32.gt_u (local.get $part) (local.get $lastPart)) (then (return (i32.const 0))))
      ;; The SD-NAME behind `[` or space, of 1 to 32 bytes: printable US-ASCII without `=`, space, `]` and `"`.
      (local.set $start (local.tee $at (i32.add (local.get $at) (i32.const 1))))
      (loop $next
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $found (i8x16.bitmask (v128.or
          (v128.or
            (i8x16.gt_u (i8x16.sub (local.get $bytes) (i8x16.splat (i32.const 0x21))) (i8x16.splat (i32.const 0x5d)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x3d))))
          (v128.or
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5d)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))))))
        (if (i32.eqz (local.get $found))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br_if $next (i32.le_u (i32.sub (local.get $at) (local.get $start)) (i32.const 32)))
            (return (i32.const 0)))))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
      (if (i32.gt_u (i32.sub (i32.sub (local.get $at) (local.get $start)) (i32.const 1)) (i32.const 31))
        (then (return (i32.const 0))))
      (i32.store (local.get $part) (local.get $at))
      (local.set $part (i32.add (local.get $part) (i32.const 4)))
      (if (local.get $isParam)
        (then
          ;; `="`, and a value up to the next quote, in which there is neither backslash nor `]`.
          (if (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x223d)) (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (loop $next
            (local.set $bytes (v128.load (local.get $at)))
            (local.set $found (i8x16.bitmask (v128.or
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
              (v128.or
                (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c)))
                (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5d)))))))
            (if (i32.eqz (local.get $found))
              (then
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (br_if $next (i32.lt_u (local.get $at) (local.get $end)))
                (return (i32.const 0)))))
          (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
          (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
          (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x22)) (then (return (i32.const 0))))
          (i32.store (local.get $part) (local.get $at))
          (local.set $part (i32.add (local.get $part) (i32.const 4)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      ;; A space is before another parameter, `]` ends the element; `[` is before another one.
      (local.set $isParam (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x20)))
      (br_if $name (local.get $isParam))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x5d)) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $name (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x5b))))
    (select (local.get $at) (i32.const 0) (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x20))))
