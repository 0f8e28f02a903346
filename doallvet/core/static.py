"""Static files, hashed and compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names files by their content; leaves references alone whose target is not shipped (Bootstrap's source maps)."""

    manifest_strict = False

    def __init__(self, *args, **kwargs):
        """Let everybody read them: in the image root collects what another account serves."""
        super().__init__(*args, file_permissions_mode=0o644, **kwargs)

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name
