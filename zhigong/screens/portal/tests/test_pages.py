def test_the_script_for_times_without_network_changes_with_the_styles(client):
    answer = client.get("/offline.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "base" in answer.content.decode().splitlines()[0]
    assert '"/people/card/"' in answer.content.decode()


def test_the_page_kept_for_times_without_network_names_nobody(client):
    page = client.get("/offline/").content.decode()

    assert "没有网络" in page
    assert "未读" not in page
