import { body } from '@soko/client'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormGroup from '@mui/material/FormGroup'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useGetList, useNotify, useRefresh } from 'react-admin'

import { inWords } from '../../actions/words.ts'
import { api } from '../../app/api.ts'
import type { Role } from '../roles/role.ts'

import type { Customer } from './customer.ts'

interface Props {
  readonly customer: Customer
  readonly close: () => void
}

const ALL = { page: 1, perPage: 100 }

/** All the roles that the account shall hold; setting the same twice changes nothing. */
export function RolesDialog({ customer, close }: Props) {
  const id = useId()
  const notify = useNotify()
  const refresh = useRefresh()
  const { data: roles = [] } = useGetList<Role>('roles', { pagination: ALL })
  const [held, setHeld] = useState<readonly string[]>(customer.roles)

  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      body(
        api.PUT('/api/v1/admin/users/{user_id}/roles', {
          params: { path: { user_id: customer.id } },
          body: { roles: [...held] },
        }),
      ),
    onSuccess: () => {
      notify('The roles are set', { type: 'success' })
      refresh()
      close()
    },
  })

  function toggle(name: string, chosen: boolean): void {
    setHeld(chosen ? [...held, name] : held.filter((one) => one !== name))
  }

  return (
    <Dialog open fullWidth maxWidth="xs" onClose={close} aria-labelledby={id}>
      <DialogTitle id={id}>Roles of {customer.full_name ?? customer.email}</DialogTitle>
      <DialogContent>
        <FormGroup>
          {roles.map(({ id: roleId, name }) => (
            <FormControlLabel
              key={roleId}
              label={name}
              control={
                <Checkbox
                  checked={held.includes(name)}
                  onChange={(_, chosen) => toggle(name, chosen)}
                />
              }
            />
          ))}
        </FormGroup>
        <Alert severity="info">Who loses permissions by this is signed out.</Alert>
        {error && <Alert severity="error">{inWords(error)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={close}>Not now</Button>
        <Button variant="contained" loading={isPending} onClick={() => mutate()}>
          Set roles
        </Button>
      </DialogActions>
    </Dialog>
  )
}
