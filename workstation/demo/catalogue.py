"""What the demo's lighting maker sells, what goes wrong with it, and what helps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoModel:
    """One product; `serial` begins its serial numbers, `companies_only` keeps street lamps out of living rooms."""

    code: str
    name: str
    family: str
    specification: str
    serial: str
    companies_only: bool = False


MODELS: tuple[DemoModel, ...] = (
    DemoModel("LX-60W", "吸顶灯", "家居照明", "60 W,三色变光,直径 52 cm", "60C"),
    DemoModel("LX-36W", "吸顶灯(卧室)", "家居照明", "36 W,无级调光,直径 42 cm", "36C"),
    DemoModel("LX-24W", "台灯", "家居照明", "24 W,国 AA 级,触摸调光", "24T"),
    DemoModel("LX-12W", "床头灯", "家居照明", "12 W,暖白,磁吸灯罩", "12B"),
    DemoModel("LX-80D", "餐厅吊灯", "家居照明", "80 W,三头,线长可调", "80D"),
    DemoModel("LX-150D", "客厅水晶吊灯", "家居照明", "150 W,十二头,遥控分段", "15D"),
    DemoModel("LX-7S", "筒灯", "家居照明", "7 W,开孔 75 mm", "07S"),
    DemoModel("LX-9S", "防眩射灯", "家居照明", "9 W,24 度,开孔 75 mm", "09S"),
    DemoModel("LX-T20", "磁吸轨道灯", "家居照明", "20 W,48 V,1 米轨道", "20R"),
    DemoModel("LX-M8", "镜前灯", "家居照明", "8 W,防雾防潮 IP44", "08M"),
    DemoModel("LX-Y5", "感应夜灯", "家居照明", "0.5 W,光控加人体感应", "05Y"),
    DemoModel("LX-F52", "风扇灯", "家居照明", "52 英寸,六档,正反转", "52F"),
    DemoModel("LX-Z1", "智能开关(单火线)", "智能控制", "三路,远程与语音控制", "Z1K"),
    DemoModel("LX-Z2", "智能调光面板", "智能控制", "0–10 V,场景四键", "Z2M"),
    DemoModel("LX-ZG", "智能网关", "智能控制", "百台设备,双频无线", "ZGW"),
    DemoModel("LX-ZS", "人体存在传感器", "智能控制", "吸顶安装,6 米", "ZSR"),
    DemoModel("LX-E3", "应急照明灯", "安全照明", "双头,应急 90 分钟", "E3Y"),
    DemoModel("LX-E5", "疏散指示灯", "安全照明", "集中电源型,单面", "E5Z", companies_only=True),
    DemoModel("LX-P40", "LED 平板灯", "商业照明", "40 W,600×600,无频闪", "40P"),
    DemoModel("LX-G18", "T8 灯管", "商业照明", "18 W,1.2 米", "18G"),
    DemoModel("LX-J30", "金卤导轨灯", "商业照明", "30 W,橱窗,显色 95", "30J", companies_only=True),
    DemoModel("LX-C200", "工矿灯", "工业照明", "200 W,吊装,IP65", "C20", companies_only=True),
    DemoModel("LX-C150", "防爆灯", "工业照明", "150 W,二类场所", "C15", companies_only=True),
    DemoModel("LX-T100", "投光灯", "户外照明", "100 W,IP66", "T10"),
    DemoModel("LX-T400", "球场灯", "户外照明", "400 W,防眩,IP66", "T40", companies_only=True),
    DemoModel("LX-H2", "高杆灯", "户外照明", "8×200 W,升降式,杆高 20 m", "H2G", companies_only=True),
    DemoModel("LX-L120", "路灯", "户外照明", "120 W,单灯控制", "L12", companies_only=True),
    DemoModel("LX-S60", "太阳能路灯", "户外照明", "60 W,锂电 5 天", "S60", companies_only=True),
    DemoModel("LX-Q6", "草坪灯", "户外照明", "6 W,高 60 cm", "06Q"),
    DemoModel("LX-B36", "洗墙灯", "户外照明", "36 W,DMX512", "B36", companies_only=True),
)


@dataclass(frozen=True)
class Complaint:
    """What a caller says, what kind of case it is, and what solved it."""

    category: str
    words: str
    solution: str


_TROUBLES_OF_ANY_LAMP = (
    Complaint("repair", "开灯十分钟后闪烁,已换过一次灯珠", "驱动电源老化,上门更换驱动,通电一小时正常"),
    Complaint("repair", "半边不亮,关掉再开有时又好了", "灯板排线松动,重新压接"),
    Complaint("repair", "通电后有嗡嗡声,晚上特别明显", "更换静音驱动"),
    Complaint("repair", "遥控没反应,换了电池也一样", "遥控接收头损坏,寄新遥控并指导对码"),
    Complaint("repair", "一开灯就跳闸", "进线端子绝缘破损,重新接线并测绝缘电阻"),
    Complaint("repair", "亮度比刚买时暗了很多", "光衰超标,保内更换灯板"),
    Complaint("repair", "关灯后还有微光", "开关为带指示灯型,并联电容后消除"),
    Complaint("repair", "灯罩裂了一道缝,没有磕碰过", "寄送新灯罩"),
    Complaint("replacement", "收到时外壳就有划痕,要求换一个", "核对照片,同型号换货"),
    Complaint("replacement", "买来第三天就不亮了,要换新的", "保内换新,旧品取回检测"),
    Complaint("return", "颜色和店里看到的不一样,想退货", "七日内未安装,办理退货退款"),
    Complaint("consultation", "想问这款能不能接原来的调光开关", "告知需配后沿调光器,发型号清单"),
    Complaint("consultation", "问保修期怎么算,发票丢了怎么办", "按出库日期核对序列号,保修至两年"),
    Complaint("delivery", "约好昨天安装,师傅没有来也没打电话", "重新派工,当日完成安装并致歉"),
    Complaint("delivery", "新房下周交付,想约周六上午安装", "预约成功,按时安装验收"),
    Complaint("complaint", "同一个灯修了三次还是坏,要求退钱", "主管审批,退款并回访"),
    Complaint("suggestion", "希望遥控器能做大一点,老人看不清", "转产品部,已登记"),
    Complaint("praise", "王师傅上门很准时,鞋套也带了,要表扬", "转达本人并登记"),
)
_SMART = (
    Complaint("technical_support", "手机上显示离线,重启路由器也没用", "网关固件升级后重新入网"),
    Complaint("technical_support", "语音控制时灵时不灵", "解绑后重新授权,调整网关位置"),
    Complaint("technical_support", "定时场景到点不执行", "时区设错,远程改正并验证"),
    Complaint("consultation", "换了路由器,怎么把设备重新连上", "电话指导重新配网"),
    Complaint("replacement", "面板按键失灵,装上才一周", "同型号换新"),
    Complaint("complaint", "同一个面板修了三次还是坏,要求退钱", "主管审批,退款并回访"),
)
_STREET = (
    Complaint("technical_support", "单灯控制器掉线,平台上看不到十几盏", "更换中继,重新组网"),
    Complaint("repair", "一整段路灯不亮,物业催得急", "电缆接头进水,更换防水接头"),
)
_OF_MODEL: dict[str, tuple[Complaint, ...]] = {
    "LX-Z1": (Complaint("repair", "单火线开关关灯后灯还会闪一下", "加装配套阻容件"),),
    "LX-E3": (Complaint("repair", "停电测试时应急灯不亮", "电池失效,更换电池组并做九十分钟放电"),),
    "LX-E5": (
        Complaint("repair", "指示灯箭头方向装反,验收通不过", "上门更换面板"),
        Complaint("technical_support", "消防验收要求的检测报告在哪里下载", "发送型式检验报告电子版"),
    ),
    "LX-H2": (
        Complaint("repair", "整排高杆灯不亮,晚上园区一片黑", "控制箱交流接触器烧毁,更换后恢复"),
        Complaint("repair", "升降时卡在一半,不敢再动", "卷扬机限位故障,检修后试升降三次"),
    ),
    "LX-L120": _STREET,
    "LX-S60": (*_STREET, Complaint("repair", "连着阴天两晚就不亮了", "电池容量下降,更换锂电池组")),
    "LX-C200": (Complaint("repair", "车间三盏工矿灯同时不亮,影响生产", "浪涌损坏驱动,更换并加装防雷器"),),
    "LX-C150": (Complaint("technical_support", "要防爆合格证复印件,安监明天来查", "当日传真并寄原件"),),
}
_OUTDOORS = (Complaint("repair", "下雨后灯里有水汽,一部分不亮", "更换密封圈并补打防水胶"),)


def complaints_about(model: DemoModel) -> tuple[Complaint, ...]:
    """What callers say of a model: its own troubles more often than those of any lamp."""
    own = _OF_MODEL.get(model.code, ())
    if model.family == "智能控制":
        return own * 3 + _SMART
    return own * 6 + (_OUTDOORS * 2 if model.family == "户外照明" else ()) + _TROUBLES_OF_ANY_LAMP
