import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { Notification, useLogin, useTranslate } from 'react-admin'

import { refusal } from './authProvider.ts'

/** Sign in by email and password; the reason of a refusal stays on the page. */
export function LoginPage() {
  const translate = useTranslate()
  const login = useLogin()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()

  async function signIn(form: HTMLFormElement): Promise<void> {
    const typed = Object.fromEntries(new FormData(form)) as Partial<Record<string, string>>
    const { email = '', password = '' } = typed
    if (!email || !password) {
      setTrouble('auth.required')
      return
    }
    setBusy(true)
    setTrouble(undefined)
    try {
      await login({ email: email.trim(), password })
    } catch (error) {
      setTrouble(refusal(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Box
      component="main"
      sx={{ minHeight: '100vh', display: 'grid', placeItems: 'center', p: 2, bgcolor: 'background.default' }}
    >
      <Paper variant="outlined" sx={{ p: { xs: 3, sm: 4 }, width: '100%', maxWidth: 400 }}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void signIn(event.currentTarget)
          }}
        >
          <Box sx={{ display: 'grid', gap: 1.5 }}>
            <Typography component="h1" variant="h1" sx={{ mb: 1 }}>
              {translate('auth.title')}
            </Typography>
            <TextField name="email" type="email" label={translate('auth.email')} autoComplete="username" autoFocus fullWidth />
            <TextField name="password" type="password" label={translate('auth.password')} autoComplete="current-password" fullWidth />
            {trouble && <Alert severity="error">{translate(trouble)}</Alert>}
            <Button type="submit" variant="contained" size="large" loading={busy}>
              {translate('auth.submit')}
            </Button>
          </Box>
        </form>
      </Paper>
      <Notification />
    </Box>
  )
}
