"""What may come in, what is kept of it, and how it goes out."""

import hashlib
import io
import stat

import pytest
from pikepdf import Encryption, ObjectStreamMode
from PIL import Image, ImageFile

from doallvet.core import uploads
from doallvet.core.refused import Refused
from tests.core import files

PRINT = "Open it, choose Print and then “Save as PDF”, and upload the new file."
SCRIPTS = f"This PDF contains scripts or actions. {PRINT}"
EMBEDDED = f"This PDF has other files embedded in it. {PRINT}"
TRAILING = f"This PDF has other data attached behind its end. {PRINT}"
DAMAGED_PDF = "This PDF is damaged and cannot be read. Save or scan it again and upload the new file."
DAMAGED_PICTURE = "This picture is damaged or incomplete. Take or save it again and upload the new file."
MEGAPIXELS = "This picture has more than 40 megapixels. Make it smaller and upload it again."
OFFICE = "This is an office document or an archive, not a PDF. Save it as PDF and upload it again."
UNKNOWN = "This file is not a PDF, JPEG or PNG. Scan it, take a photo of it, or save it as PDF."
OTHER_PICTURE = "This kind of picture is not accepted. Save it as JPEG or PNG and upload it again."


def refusal(content: bytes, name="file.pdf") -> str:
    with pytest.raises(Refused) as caught:
        uploads.accept(files.upload(content, name))
    return str(caught.value)


@pytest.mark.parametrize("options", [{}, {"object_stream_mode": ObjectStreamMode.generate}, {"linearize": True}])
def test_a_pdf_is_kept_byte_for_byte_because_it_may_be_signed(options):
    content = files.make_pdf(files.plant_link, pages=3, **options)

    clean = uploads.accept(files.upload(content, "IMG_2041.jpg"))

    assert clean == uploads.Clean(content, "pdf", "application/pdf", hashlib.sha256(content).hexdigest(), 3)


def test_an_owner_locked_pdf_is_accepted():
    content = files.make_pdf(encryption=Encryption(owner="secret", user=""))

    assert uploads.accept(files.upload(content)).pages == 1


def test_a_pdf_that_needs_a_password_is_refused():
    content = files.make_pdf(encryption=Encryption(owner="secret", user="secret"))

    assert refusal(content) == "This PDF needs a password to be opened. Save it without a password and upload it again."


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (files.plant_script_on_opening, SCRIPTS),
        (files.plant_script_among_names, SCRIPTS),
        (files.plant_script_in_a_link, SCRIPTS),
        (files.plant_launch, SCRIPTS),
        (files.plant_form_with_scripts, SCRIPTS),
        (files.plant_attachment, EMBEDDED),
        (files.plant_attached_note, EMBEDDED),
    ],
)
@pytest.mark.parametrize("mode", [ObjectStreamMode.disable, ObjectStreamMode.generate])
def test_a_pdf_with_more_than_pages_in_it_is_refused(plant, sentence, mode):
    assert refusal(files.make_pdf(plant, object_stream_mode=mode)) == sentence


def test_a_script_under_an_escaped_name_is_found():
    content = files.make_pdf(files.plant_script_on_opening, object_stream_mode=ObjectStreamMode.disable)
    escaped = content.replace(b"/S /JavaScript", b"/S /J#61vaScript").replace(b"/JS ", b"/#4aS ")

    assert escaped != content
    assert refusal(escaped) == SCRIPTS


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (files.make_pdf() + b"<script>", TRAILING),
        (files.make_pdf() + files.make_zip(a=b"a"), TRAILING),
        (files.make_pdf() + files.make_zip(a=b"a") + b"%%EOF", TRAILING),
        (b"GARBAGE" + files.make_pdf(), DAMAGED_PDF),
        (b"%PDF-1.4 nonsense %%EOF", DAMAGED_PDF),
        (
            files.make_pdf()[:-8],
            "This PDF is incomplete: its end is missing. Save or scan it again and upload the new file.",
        ),
        (files.make_pdf(pages=201), "This PDF has 201 pages; at most 200 are possible. Split it and upload the parts."),
        (files.make_zip(a=b"a"), OFFICE),
        (files.make_zip(a=b"%PDF-1.4 %%EOF"), OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, OFFICE),
        (b"", "This file is empty. Choose another one."),
        (b"hello", UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNKNOWN),
        (files.make_picture("GIF"), OTHER_PICTURE),
        (files.make_picture("WEBP"), OTHER_PICTURE),
        (files.make_picture("TIFF"), OTHER_PICTURE),
        (files.make_picture("JPEG")[:300], DAMAGED_PICTURE),
        (files.make_picture("PNG")[:60], DAMAGED_PICTURE),
        (lambda: files.make_picture("PNG", "L", (8001, 5000)), MEGAPIXELS),
        (lambda: files.make_picture("PNG", "1", (30000, 30000)), MEGAPIXELS),
        (
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
            "This is a HEIC photo, which many computers cannot open. On an iPhone choose Settings, Camera, "
            "Formats, “Most Compatible” and take it again, or upload a screenshot of it.",
        ),
        (
            files.make_picture("JPEG") + b"\x00" * 50_000_000,
            "This picture has 47.7\xa0MB; at most 10.0\xa0MB are possible. "
            "Take it with a smaller size in the camera's settings, or upload a screenshot of it.",
        ),
        (
            files.make_pdf() + b" " * 11_000_000,
            "This PDF has 10.5\xa0MB; at most 10.0\xa0MB are possible. Scan it in black and white or in parts.",
        ),
    ],
)
def test_a_bad_file_gets_a_sentence_about_what_to_do(content, sentence):
    made = content() if callable(content) else content  # large pictures are made by the process that looks at them

    assert refusal(made, "passport.pdf") == sentence


@pytest.mark.parametrize(("form", "extension", "mime"), [("JPEG", "jpg", "image/jpeg"), ("PNG", "png", "image/png")])
def test_a_picture_is_written_anew_upright_and_without_metadata(form, extension, mime):
    clean = uploads.accept(files.upload(files.make_photo_with_secrets(form), "me.pdf"))

    picture = Image.open(io.BytesIO(clean.content))
    assert (clean.extension, clean.mime, clean.pages) == (extension, mime, None)
    assert clean.sha256 == hashlib.sha256(clean.content).hexdigest()
    assert b"canary" not in clean.content
    assert (picture.format, picture.size, dict(picture.getexif())) == (form, (40, 60), {})
    red, blue = picture.getpixel((20, 10)), picture.getpixel((20, 50))
    assert (red[0] > 240, red[2] < 15, blue[0] < 15, blue[2] > 240) == (True, True, True, True)


@pytest.mark.parametrize(
    ("form", "mode", "kept"),
    [
        ("JPEG", "L", "L"),
        ("JPEG", "CMYK", "RGB"),
        ("MPO", "RGB", "RGB"),
        ("PNG", "1", "1"),
        ("PNG", "I;16", "I;16"),
        ("PNG", "LA", "LA"),
        ("PNG", "P", "RGB"),
        ("PNG", "RGBA", "RGBA"),
    ],
)
def test_pictures_of_every_mode_are_accepted(form, mode, kept):
    clean = uploads.accept(files.upload(files.make_picture(form, mode), "a.png"))

    picture = Image.open(io.BytesIO(clean.content))
    assert (picture.mode, picture.size) == (kept, (60, 40))


def test_a_deep_grey_keeps_its_brightness():
    stream = io.BytesIO()
    Image.new("I;16", (9, 9), 0x8000).save(stream, "PNG")

    clean = uploads.accept(files.upload(stream.getvalue(), "scan.png"))

    assert Image.open(io.BytesIO(clean.content)).getpixel((4, 4)) == 0x8000


def test_a_stored_file_is_whole_and_has_a_random_name(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clean = uploads.accept(files.upload(files.make_pdf()))

    names = {uploads.store("evidence", clean), uploads.store("evidence", clean)}

    kept = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert {str(path.relative_to(tmp_path)) for path in kept} == names
    assert [path.read_bytes() for path in kept] == [clean.content, clean.content]
    assert {len(path.stem) for path in kept} == {32}


def test_a_stored_file_gets_the_permissions_of_the_settings(settings, tmp_path):
    settings.MEDIA_ROOT, settings.FILE_UPLOAD_PERMISSIONS = tmp_path, 0o640

    name = uploads.store_bytes("issued", b"x", "pdf")

    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640


def test_nothing_is_left_of_a_file_that_could_not_be_stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "evidence").write_text("a file where the folder should be")

    with pytest.raises(FileExistsError):
        uploads.store_bytes("evidence", b"x", "pdf")

    assert [path.name for path in tmp_path.iterdir()] == ["evidence"]


def test_another_storage_than_the_disk_works_too(settings):
    settings.STORAGES = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}

    name = uploads.store_bytes("issued", b"x", "pdf")

    assert uploads.default_storage.open(name).read() == b"x"


def test_a_file_goes_out_as_an_attachment_that_runs_nothing():
    response = uploads.attachment(io.BytesIO(b"x"), "Müller/../passport\r\nSet-Cookie: a.pdf", "application/pdf")

    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Length": "1",
        "Content-Disposition": 'attachment; filename="passport Set-Cookie a.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert b"".join(response.streaming_content) == b"x"


@pytest.mark.parametrize(
    ("name", "mime", "given"),
    [
        ("scan.pdf", "image/jpeg", "scan.pdf.jpg"),
        ("scan.JPEG", "image/jpeg", "scan.JPEG"),
        ("", "application/pdf", "document.pdf"),
        ("list.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "list.xlsx"),
    ],
)
def test_a_file_goes_out_under_a_name_that_fits_its_content(name, mime, given):
    response = uploads.attachment(io.BytesIO(b"x"), name, mime)

    assert response["Content-Disposition"] == f'attachment; filename="{given}"'


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Zeugnis Müller.pdf", "Zeugnis Müller.pdf"),
        ("Αίτηση.pdf", "Αίτηση.pdf"),
        ("C:\\Users\\ana\\dni.jpg", "dni.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..", "document"),
        ("", "document"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('a"b<c>d|e?.pdf', "a b c d e .pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("x" * 300, "x" * 100),
    ],
)
def test_names_of_files_are_made_harmless(name, kept):
    assert uploads.safe_name(name) == kept


def test_half_a_picture_is_refused_also_where_another_library_has_told_pillow_to_take_it(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert refusal(files.make_picture("PNG")[:60]) == DAMAGED_PICTURE
