"""Files for tests, made on the spot: good ones and hostile ones."""

import io
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name
from PIL import Image, PngImagePlugin


def upload(content: bytes, name="file.pdf"):
    return SimpleUploadedFile(name, content)


def make_picture(form="JPEG", mode="RGB", size=(60, 40), **options) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, form, **options)
    return stream.getvalue()


def make_photo_with_secrets(form: str) -> bytes:
    """A picture, red on its left half, lying on its side, with "canary" in every place that holds metadata."""
    picture = Image.new("RGB", (60, 40), "blue")
    picture.paste("red", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise
    exif[0x010E] = "canary"
    exif.get_ifd(0x8825)[29] = "canary"
    options = {"exif": exif, "icc_profile": b"canary" * 30}
    if form == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", "canary")
    else:
        options |= {"comment": b"canary", "quality": 95}
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue() + b"canary"


def make_pdf(change=None, pages=1, **options) -> bytes:
    """A PDF with blank pages; `change` may plant something in it."""
    stream = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(stream, **options)
    return stream.getvalue()


def script(pdf):
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def plant_script_on_opening(pdf):
    pdf.Root.OpenAction = script(pdf)


def plant_script_among_names(pdf):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", script(pdf)])))


def plant_script_in_a_link(pdf):
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI="https://a.example")
    )
    link.A.Next = script(pdf)
    pdf.pages[0].obj.Annots = Array([link])


def plant_launch(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F="cmd.exe")


def plant_form_with_scripts(pdf):
    pdf.Root.AcroForm = Dictionary(XFA=Array(["template", "x"]))


def plant_attachment(pdf):
    pdf.attachments["evil.exe"] = b"MZ"


def plant_attached_note(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=Dictionary(F="evil.exe"))
    pdf.pages[0].obj.Annots = Array([note])


def plant_link(pdf):
    """A link to a site and a jump on opening: harmless and usual."""
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI="https://a.example")
    )
    pdf.pages[0].obj.Annots = Array([link])
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


def make_zip(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()
