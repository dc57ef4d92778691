import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControl from '@mui/material/FormControl'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import FormLabel from '@mui/material/FormLabel'
import { useInput } from 'react-admin'

import { useIdentity } from '../../actions/useIdentity.ts'
import { covers } from '../../app/may.ts'

import { AREAS, toggled, verbOf, type Area } from './role.ts'

const NONE: readonly string[] = []

/** Permissions as checkboxes, grouped; nobody hands out what they do not hold themselves. */
export function PermissionsInput({ disabled = false }: { readonly disabled?: boolean }) {
  const { field, fieldState } = useInput<{ permissions: string[] }>({
    source: 'permissions',
    defaultValue: NONE,
  })
  const own = useIdentity()?.perms ?? NONE
  const held = field.value as readonly string[]
  return (
    <Box sx={{ width: '100%' }}>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(16rem, 1fr))' }}>
        {AREAS.map((area) => (
          <AreaInput
            key={area.name}
            area={area}
            held={held}
            own={disabled ? NONE : own}
            change={(permission, chosen) => {
              field.onChange(toggled(held, permission, chosen))
            }}
          />
        ))}
      </Box>
      {fieldState.error && <FormHelperText error>{fieldState.error.message}</FormHelperText>}
    </Box>
  )
}

interface AreaProps {
  readonly area: Area
  readonly held: readonly string[]
  readonly own: readonly string[]
  readonly change: (permission: string, chosen: boolean) => void
}

function AreaInput({ area, held, own, change }: AreaProps) {
  return (
    <FormControl component="fieldset" margin="none">
      <FormLabel component="legend">{area.name}</FormLabel>
      {area.permissions.map((permission) => {
        const others = held.filter((one) => one !== permission)
        const implied = covers(others, permission)
        return (
          <FormControlLabel
            key={permission}
            label={verbOf(permission)}
            disabled={implied || !covers(own, permission)}
            control={
              <Checkbox
                size="small"
                checked={implied || held.includes(permission)}
                onChange={(_, chosen) => change(permission, chosen)}
              />
            }
          />
        )
      })}
    </FormControl>
  )
}
