import { SaveButton, Toolbar } from 'react-admin'

export function CreateBar() {
  return (
    <Toolbar>
      <SaveButton label="common.create" alwaysEnable />
    </Toolbar>
  )
}
