"""Exports of Chinese survey tools as they write them, with invented answers."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

Rows = list[list[str]]
SATISFIED = ("非常不满意", "不满意", "一般", "满意", "非常满意")
AGREED = ("非常不同意", "不同意", "一般", "同意", "非常同意")
SAID = ("响应太慢，等了两天", "项目经理很负责", "希望增加培训材料", "文档不全，接口说明有误", "整体不错，继续保持")
START = datetime(2026, 5, 4, 9, 30)


def _rng() -> random.Random:
    return random.Random(11)


def wenjuanxing_text(n: int = 40) -> tuple[list[str], Rows]:
    """By text: choices as words, several joined by the box-drawing sign, a matrix with a dash, skipped answers."""
    header = [
        "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP",
        "1、您的性别：", "2、您使用过我们的哪些服务？【多选题】",
        "3、请评价以下各方面的满意度—交付及时性", "3、请评价以下各方面的满意度—服务态度",
        "3、请评价以下各方面的满意度—产品质量",
        "4、您向朋友或同事推荐我们的可能性有多大？(0-10分)", "5、您对我们还有什么意见或建议？", "总分",
    ]  # fmt: skip
    rng, rows = _rng(), []
    for i in range(1, n + 1):
        at = START + timedelta(hours=7 * i, seconds=rng.randint(0, 59))
        spent = f"{rng.randint(40, 58)}秒" if i % 3 else f"{rng.randint(1, 4)}分{rng.randint(1, 59)}秒"
        picked = rng.sample(["咨询", "培训", "运维", "定制开发"], rng.randint(1, 3))
        skipped = i % 9 == 0
        rows.append([
            str(i), f"{at:%Y/%m/%d %H:%M:%S}".replace("/0", "/"), spent, rng.choice(["微信", "手机提交", "链接"]),
            rng.choice(["N/A", "直接访问"]), f"120.{rng.randint(1, 200)}.3.{i}(上海-上海)", rng.choice(["男", "女"]),
            "┋".join(picked), *("(跳过)" if skipped else rng.choice(SATISFIED) for _ in range(3)),
            str(rng.randint(3, 10)), rng.choice(SAID) + str(i) if i % 2 else "(空)", str(rng.randint(20, 60)),
        ])  # fmt: skip
    return header, rows


def wenjuanxing_numbers(n: int = 40) -> tuple[list[str], Rows]:
    """By number: codes, several answers as 0/1 columns per option, ranks, -2 skipped and -3 left out."""
    header = [
        "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP",
        "1、您的年龄段", "2(咨询)", "2(培训)", "2(运维)",
        "3、您对以下服务的满意程度—响应速度", "3、您对以下服务的满意程度—技术水平", "3、您对以下服务的满意程度—沟通",
        "4、请按重要程度排序(价格)", "4、请按重要程度排序(质量)", "4、请按重要程度排序(进度)",
        "5、您的其他建议",
    ]  # fmt: skip
    rng, rows = _rng(), []
    for i in range(1, n + 1):
        at = START + timedelta(hours=5 * i)
        ranks = rng.sample(["1", "2", "3"], 3)
        marks = [str(int(rng.random() < 0.5)) for _ in range(3)]
        rated = ["-3"] * 3 if i % 10 == 0 else [str(rng.randint(1, 5)) for _ in range(3)]
        rows.append([
            str(i), f"{at:%Y/%m/%d %H:%M:%S}", f"{rng.randint(30, 300)}秒", "微信", "N/A", f"36.{i}.20.7(北京-北京)",
            str(rng.randint(1, 4)), *marks, *rated, *(["-2"] * 3 if i % 12 == 0 else ranks),
            rng.choice(SAID) + str(i) if i % 2 else "-3",
        ])  # fmt: skip
    return header, rows


def tencent(n: int = 36) -> tuple[list[str], Rows]:
    """Number, times, duration, place, person, then questions as 1.xxx; a matrix with a colon; joined by line breaks."""
    header = [
        "编号", "开始答题时间", "结束答题时间", "答题时长", "1.您的身份", "2.您最看重哪些方面？",
        "3.请对我们的服务打分:需求沟通", "3.请对我们的服务打分:开发质量", "3.请对我们的服务打分:上线支持",
        "4.您对本次交付的总体满意度（1-10分）", "5.请留下您的建议", "地理位置国家和地区", "地理位置省", "地理位置市",
        "用户类型", "用户标识", "昵称", "自定义字段",
    ]  # fmt: skip
    rng, rows = _rng(), []
    for i in range(1, n + 1):
        at = START + timedelta(hours=3 * i)
        end = at + timedelta(seconds=rng.randint(40, 400))
        rows.append([
            str(i), f"{at:%Y-%m-%d %H:%M:%S}", f"{end:%Y-%m-%d %H:%M:%S}",
            f"{(end - at).seconds // 60}分{(end - at).seconds % 60}秒", rng.choice(["采购", "使用部门", "管理层"]),
            "\n".join(rng.sample(["价格", "质量", "服务", "速度"], 2)), *(str(rng.randint(1, 5)) for _ in range(3)),
            str(rng.randint(4, 10)), rng.choice(SAID) + str(i) if i % 2 else "", "中国", rng.choice(["上海", "浙江"]),
            rng.choice(["上海", "杭州"]), "匿名用户", f"u{i:05d}", "", "",
        ])  # fmt: skip
    return header, rows


def jinshuju(n: int = 30) -> tuple[list[str], Rows]:
    """A form tool: questions first, the tool's own columns at the end, times in Chinese words."""
    header = [
        "序号", "您的姓名", "手机号", "课程满意度", "讲师表达清晰", "讲师互动充分", "内容实用", "您是否愿意推荐给同事",
        "其他建议", "提交人", "提交时间", "更新时间", "填写设备", "操作系统", "浏览器", "填写地区", "IP",
    ]  # fmt: skip
    rng, rows = _rng(), []
    for i in range(1, n + 1):
        at = START + timedelta(hours=4 * i)
        half = "上午" if at.hour < 12 else "下午"
        stamp = f"{at.year}年{at.month}月{at.day}日 {half}{(at.hour - 1) % 12 + 1}:{at:%M:%S}"
        rows.append([
            str(i), f"学员{i}", f"139{10000000 + i * 137}", f"{rng.randint(3, 5)}分",
            *(rng.choice(AGREED) for _ in range(3)),
            rng.choice(["愿意", "不愿意"]), rng.choice(SAID) + str(i) if i % 2 else "", "微信用户", stamp, stamp,
            rng.choice(["手机", "电脑"]), "Android", "微信", "上海市", f"101.{i}.7.9",
        ])  # fmt: skip
    return header, rows


def coded(n: int = 40) -> tuple[list[str], Rows]:
    """A Chinese export of codes: question number, option letter and kind in the header."""
    header = ["id", "start", "finish", "time_used", "ip_province", "ip_city", "browser", "os", "Q1", "Q2|A1",
              "Q2|A2", "Q2|A3", "Q3|R1", "Q3|R2", "Q3|R3", "Q4", "Q5|A1|open"]  # fmt: skip
    rng, rows = _rng(), []
    for i in range(1, n + 1):
        at = START + timedelta(minutes=47 * i)
        rows.append([
            str(9000 + i), f"{at:%Y-%m-%d %H:%M:%S}", f"{at + timedelta(seconds=90):%Y-%m-%d %H:%M:%S}", "90",
            "浙江省", "杭州市",
            "chrome", "windows", str(rng.randint(1, 3)), *(str(int(rng.random() < 0.4)) for _ in range(3)),
            *(str(rng.randint(1, 5)) for _ in range(3)), str(rng.randint(0, 10)), rng.choice(SAID) + str(i),
        ])  # fmt: skip
    return header, rows


def labelled(n: int = 30) -> tuple[list[str], Rows]:
    """Levels with their number and words, an end point in words, several legends."""
    header = ["提交时间", "交付质量（5分为非常满意，1分为非常不满意）", "服务响应", "沟通顺畅程度",
              "0-10 您向朋友推荐的可能性", "办理是否费力", "建议"]  # fmt: skip
    rng, rows = _rng(), []
    levels = ["1分(非常不满意)", "2分(不满意)", "3分(一般)", "4分(满意)", "5分(非常满意)"]
    smooth = ["很差", "较差", "一般", "较好", "很好"]
    hard = ["非常费力", "比较费力", "一般", "比较轻松", "非常轻松"]
    for i in range(1, n + 1):
        at = START + timedelta(hours=6 * i)
        rows.append([
            f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}", str(rng.randint(1, 5)), rng.choice(levels),
            rng.choice(smooth),
            str(rng.randint(0, 10)), rng.choice(hard), rng.choice(SAID) + str(i) if i % 3 else "无",
        ])  # fmt: skip
    return header, rows
